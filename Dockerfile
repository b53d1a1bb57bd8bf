FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts
COPY build ./build
COPY src ./src
COPY openapi.yaml ./
# A server that lives for a while leaves what it compiled, and the image's own start sooner.
RUN npm run build && node bundle/cli.cjs exec -- sleep 3

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
COPY --from=build /app/bundle ./bundle
COPY package.json openapi.yaml LICENSE ./
USER node
EXPOSE 7855
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["node", "bundle/cli.cjs", "health"]
CMD ["node", "bundle/cli.cjs"]
